/** Every text of the public catalogue. */
export const catalogueTexts = {
  nav: { label: 'Places', search: 'Search', loans: 'My loans' },
  home: {
    lead: 'Find a book, a film, a magazine. You need no account to look.',
    label: 'Title, person, subject or ISBN',
  },
  results: {
    title: 'Search',
    label: 'Titles found',
    none: 'Nothing matches "{{q}}"',
    noneText:
      'Try fewer letters, another spelling, or the person instead of the title. Or ask at the desk: we may be able to get it.',
  },
  title: {
    copies: 'Where it is',
    noCopies: 'The library has no copy of this just now. Ask at the desk.',
    place: 'Place',
    callNumber: 'Call number',
    kind: 'Kind',
    now: 'Now',
  },
  loans: {
    title: 'My loans',
    none: 'Nothing on loan',
    noneText: 'Books you borrow show up here with their due dates. Most can be renewed from here.',
    valid: 'Your card is valid until {{date}}.',
    signIn: 'Sign in to see what you have on loan',
    signInText: 'You come back to this page. On a shared computer, sign out when you are done.',
    all: 'Sign out everywhere',
  },
} as const;
