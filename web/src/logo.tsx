/** The mark: a slide that speaks. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <path
        fill="var(--accent)"
        d="M4 8.500A4.500 4.500 0 0 1 8.500 4h15A4.500 4.500 0 0 1 28 8.500v10a4.500 4.500 0 0 1-4.500 4.500H16.500l-6.300 5.200c-.8.700-2.200.1-2.200-1V23A4.500 4.500 0 0 1 4 18.500z"
      />
      <path
        stroke="var(--on-accent)"
        strokeWidth="2.200"
        strokeLinecap="round"
        d="M10.500 12v3M14.200 9.500v8M17.900 11.500v4M21.600 10v7"
      />
    </svg>
  );
}
