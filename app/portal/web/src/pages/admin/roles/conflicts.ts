import { isOffice } from "../offices";

/** Holder is who is to hold roles: a person, or a key of a program. */
export interface Holder {
  id: string;
  /** Login name, or what the key is for. */
  name: string;
  agency: string;
  roles: string[];
  key: boolean;
  /** Token of the credit subject the person is; empty for everybody else. */
  subject: string;
}

/** Conflict is why a set of roles will be refused. The server decides; these are told before anything is sent. */
export type Conflict = "self" | "twoOffices" | "officeAlone" | "subjectAlone" | "subjectUnbound" | "keyOffice" | "keyPeople";

/** The roles that only people hold, beside the offices. */
const forPeople = ["agency_operator", "subject"];

/** conflictsOf names what speaks against giving someone these roles; `me` is the id of who gives them. */
export function conflictsOf(who: Pick<Holder, "id" | "key" | "subject">, roles: readonly string[], me: string): Conflict[] {
  const out: Conflict[] = [];
  const offices = roles.filter(isOffice);
  if (who.id === me) out.push("self");
  if (who.key) {
    if (offices.length > 0) out.push("keyOffice");
    if (roles.some((r) => forPeople.includes(r))) out.push("keyPeople");
    return out;
  }
  if (offices.length > 1) out.push("twoOffices");
  else if (offices.length === 1 && roles.length > 1) out.push("officeAlone");
  if (roles.includes("subject") && who.subject === "") out.push("subjectUnbound");
  else if (who.subject !== "" && roles.some((r) => r !== "subject")) out.push("subjectAlone");
  return out;
}
