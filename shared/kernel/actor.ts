import type * as z from 'zod';
import type { Certificate } from '../contracts/people.ts';
import type { Role } from '../contracts/permissions.ts';

/** Who is asking, as the session and the person's own access record say; never as a header says. */
export interface Actor {
  readonly personId: string;
  readonly kind: 'staff' | 'patron';
  readonly role: Role;
  readonly name: string;
  /** Branches the role holds in; absent means all. */
  readonly branches?: readonly string[] | undefined;
  readonly certificates: readonly z.infer<typeof Certificate>[];
  readonly leftAt?: string | undefined;
  readonly site: 'console' | 'catalogue';
  readonly deviceClass: 'own' | 'desk' | 'public';
  /** When the person last proved who they are, and for which request, if for one. */
  readonly authTime: Date;
  readonly freshFor?: string | undefined;
}
