import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** Bookbinder's plum: the one accent. Safe, look and act have colours of their own in tokens.css. */
const plum: MantineColorsTuple = [
  '#f9f0f6',
  '#efdde9',
  '#dfb9d2',
  '#cd92b9',
  '#bd72a3',
  '#a4568a',
  '#8a4375',
  '#6b2d5c',
  '#58244b',
  '#431a39',
];

export const theme = createTheme({
  colors: { plum },
  primaryColor: 'plum',
  primaryShade: { light: 7, dark: 6 },
  fontFamily: '"Source Sans 3", "Segoe UI", Roboto, "Noto Sans", sans-serif',
  headings: { fontFamily: '"Source Serif 4", Georgia, "Noto Serif", serif', fontWeight: '600' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
});

/** Mantine's own surfaces, taken from our paper and ink. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--mantine-color-body': 'var(--paper)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-soft)',
    '--mantine-color-placeholder': 'var(--ink-soft)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-default': 'var(--sheet)',
    '--mantine-color-default-hover': 'var(--sheet-hover)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--edge)',
    // Edges and grounds of fields and boxes: three to one against their page, in both schemes.
    '--mantine-color-gray-0': 'var(--sheet-hover)',
    '--mantine-color-gray-4': 'var(--edge)',
    '--mantine-color-dark-4': 'var(--edge)',
    '--mantine-color-dark-6': 'var(--sheet)',
    '--mantine-color-error': 'var(--act)',
    '--mantine-primary-color-light-color': 'var(--accent)',
    '--mantine-color-plum-light-color': 'var(--accent)',
    '--mantine-color-plum-outline': 'var(--accent)',
    '--mantine-color-plum-text': 'var(--accent)',
  },
  light: {},
  dark: {},
});
