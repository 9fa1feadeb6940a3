export const NewPatronPage = () => null;
