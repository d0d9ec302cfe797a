// Package access owns agencies, people, API keys, sessions and the policy.
//
// What it promises:
//   - A revocation (key, session, role, person, agency, line) holds for the very next request in this process, and in
//     other processes within the time after which they stop answering without word from here.
//   - Nobody holds two of system_admin, security_admin and audit_admin, nor one of them together with any other role;
//     none of the three sees records; keys never hold them; nobody changes his own roles; a change that would leave
//     one of the three offices without anyone able to do it is refused.
//   - A credit subject's account is bound to one subject when it is made. An ID number is kept as its token only, never itself,
//     in SQL, evidence and logs alike. Such an account holds the role subject and no other, and no other account holds it.
//   - An agency's people issue and revoke the keys of their own agency; of another's they learn nothing. Keys make no keys.
//   - WhoCan lists exactly those to whom Explain would say yes.
//   - People and keys are made by system administrators, roles and lines are given by security administrators only.
//     Naming roles when creating a person therefore needs role.edit too. A key is issued with the role pusher at most.
//   - Built-in lines that no version ever had are added at a start; what was taken away does not come back.
//   - Every version of the policy is kept, with who, when and why. A change is made whole or not at all.
//   - Evidence before effect: a change commits to SQL together with its evidence in an outbox, the evidence goes to the
//     ledger, and only then the change is in force and answered. After a crash in between, the outbox is delivered at
//     start before anything is decided; its entries carry a number, so that a second delivery can be told.
//     While the ledger is down nothing is in force that it does not hold, and nothing is answered.
//   - Passwords are argon2id; no password ships with the program. Keys are 256 random bits and kept as SHA-256.
//
// One access process runs per installation: it keeps the state in memory and writes through.
package access
