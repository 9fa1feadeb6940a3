export const PatronsPage = () => null;
