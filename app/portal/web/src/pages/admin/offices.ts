/** The three administrators. No account is two of them. */
export const offices = ["system_admin", "security_admin", "audit_admin"] as const;
export type Office = (typeof offices)[number];

export const isOffice = (role: string): role is Office => (offices as readonly string[]).includes(role);
