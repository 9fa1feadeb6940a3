export const PatronPage = () => null;
