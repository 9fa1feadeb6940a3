export const OverduePage = () => null;
