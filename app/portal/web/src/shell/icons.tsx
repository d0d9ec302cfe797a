import type { ReactNode } from "react";

/** The few signs of the shell, drawn here so that the first page carries no icon set. */
function Sign({ children }: { children: ReactNode }) {
  return (
    <svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {children}
    </svg>
  );
}

export const MenuIcon = () => (
  <Sign>
    <path d="M3 5.5h14M3 10h14M3 14.5h14" />
  </Sign>
);
export const GlobeIcon = () => (
  <Sign>
    <circle cx="10" cy="10" r="7.2" />
    <path d="M2.8 10h14.4M10 2.8c4.6 4.4 4.6 10 0 14.4M10 2.8c-4.6 4.4-4.6 10 0 14.4" />
  </Sign>
);
export const SunIcon = () => (
  <Sign>
    <circle cx="10" cy="10" r="3.4" />
    <path d="M10 2.2v1.9M10 15.9v1.9M2.2 10h1.9M15.9 10h1.9M4.5 4.5l1.3 1.3M14.2 14.2l1.3 1.3M4.5 15.5l1.3-1.3M14.2 5.8l1.3-1.3" />
  </Sign>
);
export const MoonIcon = () => (
  <Sign>
    <path d="M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3Z" />
  </Sign>
);
export const PersonIcon = () => (
  <Sign>
    <circle cx="10" cy="7" r="3.2" />
    <path d="M3.8 17c.8-3.3 3.2-4.9 6.2-4.9s5.4 1.6 6.2 4.9" />
  </Sign>
);
