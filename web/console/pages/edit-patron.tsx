export const EditPatronPage = () => null;
