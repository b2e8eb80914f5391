/** One field: the key that this server wants, kept as a cookie that scripts cannot read; and a way to sign in elsewhere, where there is one. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useLocation } from 'react-router';
import { copy } from '../copy.ts';
import { Logo } from '../logo.tsx';
import { Problem, signIn, type Session } from '../rest.ts';
import { keys } from '../queries.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import './sign-in-page.css';

export function SignInPage({ elsewhere }: { elsewhere: Session['signInWith'] }) {
  const { pathname, search } = useLocation();
  const came = new URLSearchParams(search).get('signIn');
  const field = useRef<HTMLInputElement>(null);
  const client = useQueryClient();
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: () => client.resetQueries({ queryKey: keys.session }),
    onError: () => field.current?.select(),
  });
  const message =
    enter.error instanceof Problem && enter.error.status === 401 ? copy.signIn.wrong : enter.error?.message;
  const problem = came === 'refused' ? copy.signIn.refused : came === 'failed' ? copy.signIn.failed : undefined;
  return (
    <main id="content" className="page sign-in" tabIndex={-1}>
      <title>{copy.task.documentTitle(copy.signIn.title)}</title>
      <form
        className="card sign-in-card"
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate(field.current?.value.trim() ?? '');
        }}
      >
        <Logo />
        <h1>{copy.signIn.title}</h1>
        <p className="sign-in-text">{elsewhere ? copy.signIn.textEither : copy.signIn.text}</p>
        {elsewhere && (
          <>
            <ButtonLink look="primary" href={`${elsewhere.url}?to=${encodeURIComponent(pathname)}`}>
              {copy.signIn.withProvider(elsewhere.name)}
            </ButtonLink>
            {problem !== undefined && (
              <p className="sign-in-problem" role="alert">
                {problem}
              </p>
            )}
          </>
        )}
        <div className="field">
          <label className="label" htmlFor="key">
            {copy.signIn.key}
          </label>
          <input
            ref={field}
            id="key"
            className="input"
            type="password"
            autoComplete="current-password"
            required
            aria-invalid={message !== undefined}
            aria-describedby="key-problem"
          />
          <p id="key-problem" className="sign-in-problem" role="alert">
            {message}
          </p>
        </div>
        <Button look={elsewhere ? 'plain' : 'primary'} type="submit" disabled={enter.isPending}>
          {copy.signIn.go}
        </Button>
      </form>
    </main>
  );
}
