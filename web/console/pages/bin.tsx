export const BinPage = () => null;
