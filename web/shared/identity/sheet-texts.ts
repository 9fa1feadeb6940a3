/** Texts of recovery sheets, in a namespace of their own: whichever site makes sheets adds it. */
export const sheetTexts = {
  title: 'Recovery sheet',
  number: 'Sheet {{number}}',
  of: 'of {{library}}, made on {{date}}',
  what: 'Whoever holds this paper can open the sealed copies of this library. Without it nobody can: not the library, not its computers, not the makers of Strongroom.',
  keyLabel: 'The key, in 15 numbered groups',
  group: 'Group {{number}}',
  heading: 'It begins with',
  letters: 'The groups have no B, I, O and no 1. A round sign is always the number zero.',
  picture: 'The same key as a picture, for a camera',
  recipient: 'The public half. It seals, and opens nothing:',
  keep: 'How to keep it',
  keepList: {
    away: 'In a closed envelope, away from the library: fire and theft must not take both.',
    two: 'Better two papers in two places. Print it twice, now: it is shown this once.',
    never: 'Never as a photo, a file or a mail. A paper cannot be stolen from afar.',
    renew:
      'If it is lost, or somebody has seen it, make a new one. New copies then need the new sheet; old copies still need this one.',
  },
  open: 'How to open a copy with it, on any computer',
  openList: {
    age: 'Get the program “age” (age-encryption.org). It is free, and every system has it.',
    type: 'Write one line into a text file, sheet.txt: the beginning and the 15 groups, in capitals, without spaces.',
    run: 'Then run, with the name of your file:',
    tar: 'Unpack copy.tar. README.txt in it says what everything is.',
  },
  print: 'Print the sheet',
  typeBack: {
    lead: 'Take the paper into your hand and type these groups from it, not from the screen.',
    wrong: 'Not what the sheet says. Look at group {{number}} again.',
    check: 'Check',
  },
  typed: {
    label: 'The groups, as they stand on the paper',
    help: 'With spaces or without, capitals or not. It stays in this browser.',
    check: 'Check the sheet',
    right: 'This is sheet {{number}}, the one in use, and you typed it without a mistake.',
    other: 'You typed it without a mistake, but it is sheet {{number}}: not the one in use.',
  },
  problem: {
    'sheet.letter': 'Group {{group}} has the sign “{{letter}}”, which no sheet has. A round sign is the number zero.',
    'sheet.group-length': 'Group {{group}} has {{letters}} signs. A group has 4, the last one 2.',
    'sheet.length': 'There are {{letters}} signs, and a sheet has {{wanted}}. One is missing or too many.',
    'sheet.groups-wrong': 'Something is mistyped here: group {{groups}}.',
    'sheet.wrong': 'Several signs are mistyped. Go through the groups one by one.',
  },
} as const;
