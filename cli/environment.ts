import { didYouMean } from '../output/did-you-mean.ts';
import type { PASSPHRASE_VARIABLE } from '../transport/tls-identity.ts';
import { UsageError } from './usage-error.ts';

const PREFIX = 'XIS_TESTKIT_';

/** The environment variables. Most of them set an option. */
export const VARIABLES = {
  configuration: `${PREFIX}CONFIG`,
  port: `${PREFIX}PORT`,
  host: `${PREFIX}HOST`,
  addressFile: `${PREFIX}ADDRESS_FILE`,
  publicUrl: `${PREFIX}PUBLIC_URL`,
  cors: `${PREFIX}CORS`,
  callbackUrl: `${PREFIX}CALLBACK_URL`,
  dialect: `${PREFIX}DIALECT`,
  seed: `${PREFIX}SEED`,
  freeze: `${PREFIX}FREEZE`,
  defects: `${PREFIX}DEFECTS`,
  auth: `${PREFIX}AUTH`,
  log: `${PREFIX}LOG`,
  watch: `${PREFIX}WATCH`,
  store: `${PREFIX}STORE`,
  storeKey: `${PREFIX}STORE_KEY`,
  adminToken: `${PREFIX}ADMIN_TOKEN`,
  clientSecret: `${PREFIX}CLIENT_SECRET`,
  token: `${PREFIX}TOKEN`,
  issuer: `${PREFIX}ISSUER`,
  tokenUrl: `${PREFIX}TOKEN_URL`,
  clientId: `${PREFIX}CLIENT_ID`,
  audience: `${PREFIX}AUDIENCE`,
  scope: `${PREFIX}SCOPE`,
  otherToken: `${PREFIX}OTHER_TOKEN`,
  subjectToken: `${PREFIX}SUBJECT_TOKEN`,
  patientBsn: `${PREFIX}PATIENT_BSN`,
  otherPatientBsn: `${PREFIX}OTHER_PATIENT_BSN`,
  // Only its type is imported: a start loads no TLS.
  clientKeyPassphrase: `${PREFIX}CLIENT_KEY_PASSPHRASE` satisfies typeof PASSPHRASE_VARIABLE,
  brokerUrl: `${PREFIX}BROKER_URL`,
  brokerToken: `${PREFIX}BROKER_TOKEN`,
  brokerPassword: `${PREFIX}BROKER_PASSWORD`,
} as const;

/** The variables of options without a value. */
const SWITCHES: readonly string[] = [VARIABLES.auth, VARIABLES.watch];

/**
 * Removes our variables that are empty, and those that switch an option off: a container often cannot leave one out.
 * @throws UsageError for a switch that is neither on nor off
 */
export function dropEmptyVariables(environment: NodeJS.ProcessEnv): void {
  for (const [name, value = ''] of Object.entries(environment)) {
    if (!name.startsWith(PREFIX)) continue;
    const isSwitch = value !== '' && SWITCHES.includes(name);
    if (isSwitch && !['true', '1', 'false', '0'].includes(value)) {
      throw new UsageError(`${name}: expected true or false, got another value`);
    }
    const isOff = isSwitch && (value === 'false' || value === '0');
    if (value === '' || isOff) delete environment[name];
  }
}

/**
 * Rejects an unknown variable with our prefix, which is a typing mistake.
 * @throws UsageError for unknown variables
 */
export function checkEnvironment(environment: NodeJS.ProcessEnv): void {
  const known: readonly string[] = Object.values(VARIABLES);
  const unknown = Object.keys(environment).filter((name) => name.startsWith(PREFIX) && !known.includes(name));
  if (unknown.length === 0) return;
  const advice = unknown.map((name) => didYouMean(name, known)).find((suggestion) => suggestion !== undefined);
  throw new UsageError(
    `unknown environment variable ${unknown.join(', ')}; ${advice ?? `known variables: ${known.join(', ')}`}`,
  );
}
