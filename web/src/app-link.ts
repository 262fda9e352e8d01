import { go } from './link.ts'

/** Opens the live tail with a filter. */
export function showInTail(filter: string): void {
  go({ view: 'tail', filter })
}
