import { computed, effect } from '@preact/signals';
import { appointments, deliveries, requests } from '../app/state.ts';
import { listMessages } from './messages.ts';

let batch = 0;
let firstBatches: ReadonlyMap<string, number> = new Map();

/** The messages of the selected organization, in the order in which they happened. */
export const messages = computed(() => {
  batch += 1;
  const batchOf = (id: string) => firstBatches.get(id) ?? batch;
  const happened = {
    requests: requests.value,
    deliveries: deliveries.value.values(),
    appointments: appointments.value,
  };
  const list = listMessages(happened, batchOf);
  firstBatches = new Map(list.map(({ id }) => [id, batchOf(id)]));
  return list;
});

// The order of what happens at one instant is seen only as it happens, whether a tab shows it or not.
effect(() => void messages.value);
