export const ImportCheckPage = () => null;
