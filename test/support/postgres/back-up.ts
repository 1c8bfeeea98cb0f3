import type { Agb } from '../../../fhir/agb.ts';
import type { TestDatabase } from './database.ts';

/** Copies the entries of an organization, and returns a function that puts the copy in their place. */
export async function backUp({ query }: TestDatabase, agb: Agb): Promise<() => Promise<void>> {
  const copy = `backup_${agb}`;
  await query(
    `CREATE TABLE ${copy} AS SELECT e.* FROM xis_testkit.entries e
     JOIN xis_testkit.organizations o ON o.id = e.organization WHERE agb = '${agb}'`,
  );
  return async () => {
    await query(`DELETE FROM xis_testkit.entries WHERE organization IN (SELECT organization FROM ${copy})`);
    await query(`INSERT INTO xis_testkit.entries SELECT * FROM ${copy}`);
    await query(`UPDATE xis_testkit.organizations SET head = (SELECT max(sequence) FROM ${copy}) WHERE agb = $1`, [
      agb,
    ]);
  };
}
