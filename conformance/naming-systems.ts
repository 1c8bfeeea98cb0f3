/** The naming systems of the protocol, stated here from its clauses: the checks share no expectation with the simulator. */

/** AU-1, CB-1 */
export const BSN_SYSTEM = 'http://fhir.nl/fhir/NamingSystem/bsn';
/** TR-2 */
export const AGB_SYSTEM = 'http://fhir.nl/fhir/NamingSystem/agb-z';
