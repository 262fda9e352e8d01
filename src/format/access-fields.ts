import type { FieldDescription } from './component.ts'

/** The keys of an access record, in order (SPEC 3 of the record contract: the same for every web server). */
export const ACCESS_FIELDS: readonly FieldDescription[] = [
  { name: 'timestamp', type: 'timestamp', nullable: false },
  { name: 'ip_address', type: 'string', nullable: true },
  { name: 'method', type: 'string', nullable: true },
  { name: 'path', type: 'string', nullable: true },
  { name: 'protocol', type: 'string', nullable: true },
  { name: 'status_code', type: 'number', nullable: true },
  { name: 'response_size', type: 'number', nullable: true },
  { name: 'referer', type: 'string', nullable: true },
  { name: 'user_agent', type: 'string', nullable: true },
  { name: 'log_type', type: 'string', nullable: false },
]
