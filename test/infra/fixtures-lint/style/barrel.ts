export { id } from './cast.ts';
