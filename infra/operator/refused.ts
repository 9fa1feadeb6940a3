/** What stands in the way, and what to do about it, as a sentence for whoever typed the command. */
export class Refused extends Error {}
