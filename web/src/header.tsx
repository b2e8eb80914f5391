/** The strip on top of every page: home, theme, sign out. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { LogOut, Monitor, Moon, Settings, Sun } from 'lucide-react';
import { Link } from 'react-router';
import { copy } from './copy.ts';
import { Logo } from './logo.tsx';
import { pages } from './paths.ts';
import { signOut } from './rest.ts';
import type { Session } from './rest.ts';
import { THEMES, useTheme } from './theme.ts';
import { Button } from './ui/button.tsx';
import './header.css';

export function Header({ session }: { session: Session | undefined }) {
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      if (session?.signOutAt === undefined) await client.resetQueries();
      else location.assign(session.signOutAt);
    },
  });
  const isIn = session !== undefined && (!session.keyNeeded || session.owner !== undefined);
  return (
    <header className="header">
      <Link className="header-home" to={pages.home} aria-label={copy.header.home}>
        <Logo />
        <span aria-hidden="true">{copy.product}</span>
      </Link>
      <div className="header-tools">
        <ThemeSwitch />
        {isIn && (
          <Link
            className="header-settings"
            to={pages.settings}
            aria-label={copy.header.settings}
            title={copy.header.settings}
          >
            <Settings aria-hidden="true" />
          </Link>
        )}
        {session?.keyNeeded === true && session.owner !== undefined && (
          <>
            <span className="header-owner">{session.name ?? session.owner}</span>
            <Button
              look="quiet"
              icon={<LogOut aria-hidden="true" className="points-along" />}
              aria-label={copy.header.signOut}
              onClick={() => leave.mutate()}
              disabled={leave.isPending}
            >
              <span className="header-word">{copy.header.signOut}</span>
            </Button>
          </>
        )}
      </div>
    </header>
  );
}

const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon };

function ThemeSwitch() {
  const [theme, choose] = useTheme();
  return (
    <fieldset className="theme-switch">
      <legend className="visually-hidden">{copy.header.theme}</legend>
      {THEMES.map((name) => {
        const Icon = THEME_ICONS[name];
        return (
          <label key={name} title={copy.header.themes[name]}>
            <input
              className="visually-hidden"
              type="radio"
              name="theme"
              checked={theme === name}
              onChange={() => choose(name)}
            />
            <Icon aria-hidden="true" />
            <span className="visually-hidden">{copy.header.themes[name]}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
