export const SafetyPage = () => null;
