import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

const FORMAT = 1;

export const messageSchema = z.object({
  messageId: z.string(),
  from: z.string(),
  replyTo: z.array(z.string()),
  destination: z.object({ to: z.array(z.string()), cc: z.array(z.string()), bcc: z.array(z.string()) }),
  subject: z.string(),
  body: z.object({ html: z.string().optional(), text: z.string().optional() }),
  attachments: z.array(
    z.object({ content: z.string(), contentType: z.string(), filename: z.string().optional(), size: z.number() }),
  ),
  headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
  at: z.number(),
});
/** A message as the viewer shows it; `at` in seconds since 1970. */
export type Message = z.infer<typeof messageSchema>;

/** The sent mail on disk: the mail catcher itself forgets everything when it stops. */
export function openMailStore(dir: string) {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
  const db = new DatabaseSync(join(dir, 'mail.sqlite'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;');
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > FORMAT) {
    db.close();
    throw new Error(`The mail in ${dir} has format ${version}; this program reads format ${FORMAT}.`);
  }
  db.exec(`CREATE TABLE IF NOT EXISTS mail (place INTEGER PRIMARY KEY, message TEXT NOT NULL) STRICT;
    PRAGMA user_version = ${FORMAT};`);
  return {
    add: (message: Message): void => {
      db.prepare('INSERT INTO mail (message) VALUES (?)').run(JSON.stringify(message));
    },
    all: (): Message[] =>
      db
        .prepare('SELECT message FROM mail ORDER BY place')
        .all()
        .map((row) => messageSchema.parse(JSON.parse(String(row['message'])))),
    clear: (): void => db.exec('DELETE FROM mail'),
    close: () => db.close(),
  };
}
