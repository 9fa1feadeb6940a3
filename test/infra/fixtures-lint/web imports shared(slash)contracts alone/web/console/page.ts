import { fine } from '../../shared/patrons/rules.ts';
export const page = fine;
