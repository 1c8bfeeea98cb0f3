/** A defect of the catalogue: a permanent mistake of the XIS. */
export interface DefectOption {
  readonly id: string;
  readonly clauses: readonly string[];
  readonly description: string;
  readonly group: string;
}

/** The defects of a subject. */
export interface DefectGroup {
  readonly title: string;
  readonly defects: readonly DefectOption[];
}

/**
 * Returns the defects in which every word of a text occurs, by subject.
 * @param isShown leaves out others; default: all are shown
 */
export function groupDefects(
  defects: readonly DefectOption[],
  text: string,
  isShown: (defect: DefectOption) => boolean = () => true,
): readonly DefectGroup[] {
  const words = text.toLowerCase().split(/\s+/);
  const found = defects.filter((defect) => {
    const searched = `${defect.id} ${defect.clauses.join(' ')} ${defect.description} ${defect.group}`.toLowerCase();
    return isShown(defect) && words.every((word) => searched.includes(word));
  });
  const titles = [...new Set(found.map(({ group }) => group))];
  return titles.map((title) => ({ title, defects: found.filter(({ group }) => group === title) }));
}
