import { Button, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Light page or dark page; remembered on this device. */
export const SchemeButton = () => {
  const { t } = useTranslation('common');
  // Without keepTransitions a style element would be written, which the security policy refuses.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const dark = useComputedColorScheme('light') === 'dark';
  return (
    <Button
      variant="subtle"
      leftSection={dark ? <IconSun aria-hidden size={18} /> : <IconMoon aria-hidden size={18} />}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      {dark ? t('theme.toLight') : t('theme.toDark')}
    </Button>
  );
};
