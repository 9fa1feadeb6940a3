export const SessionsPage = () => null;
