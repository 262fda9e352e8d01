import { ApplicationFormat } from './application.ts'
import type { FormatComponent } from './component.ts'

/** Logs of programs: JSON lines, and whatever else they print between. */
export const application: FormatComponent = {
  name: 'application',
  logTypes: [
    {
      name: 'application',
      fields: [
        { name: 'timestamp', type: 'timestamp', nullable: false },
        { name: '*', type: 'any', nullable: true },
        { name: 'log_type', type: 'string', nullable: false },
      ],
      example:
        '{"timestamp": "2024-01-15T10:30:45.123Z", "level": "INFO", "logger": "com.example.UserService", "message": "User login successful", "user_id": 12345, "request_id": "req-001"}',
    },
    {
      name: 'application_text',
      fields: [
        { name: 'timestamp', type: 'timestamp', nullable: false },
        { name: 'level', type: 'string', nullable: true },
        { name: 'message', type: 'string', nullable: false },
        { name: 'log_type', type: 'string', nullable: false },
      ],
      example: '2024-01-15 10:30:47 WARN connection pool is nearly exhausted',
    },
  ],
  strings: {},
  autoKey: 'request_id',
  build: ({ keyField, metadata, joined }) => new ApplicationFormat(keyField, metadata, 'application', joined),
}
