import type { Place, Places, Schema } from './schema-map.ts'

const text = (to: string): Place => ({ to, as: 'text' })
const integer = (to: string): Place => ({ to, as: 'integer' })

const common: Places = {
  timestamp: text('@timestamp'),
  log_type: text('event.dataset'),
  host: text('host.name'),
  level: text('log.level'),
  logger: text('log.logger'),
  message: text('message'),
  ip_address: { to: 'source.ip', as: 'address', otherwise: 'source.domain' },
  client_ip: { to: 'source.ip', as: 'address', otherwise: 'source.domain' },
  status_code: integer('http.response.status_code'),
  response_size: integer('http.response.body.bytes'),
  referer: text('http.request.referrer'),
  user_agent: text('user_agent.original'),
  request_id: text('http.request.id'),
  trace_id: text('trace.id'),
  span_id: text('span.id'),
  transaction_id: text('transaction.id'),
  user_id: text('user.id'),
  user_name: text('user.name'),
  username: text('user.name'),
  email: text('user.email'),
  pid: integer('process.pid'),
  thread: text('process.thread.name'),
  thread_name: text('process.thread.name'),
  error: text('error.message'),
  error_type: text('error.type'),
  error_code: text('error.code'),
  stack: text('error.stack_trace'),
  stack_trace: text('error.stack_trace'),
  stacktrace: text('error.stack_trace'),
  service: text('service.name'),
  service_name: text('service.name'),
  environment: text('service.environment'),
}

const access: Places = {
  method: text('http.request.method'),
  path: { to: 'url.path', as: 'target', query: 'url.query', otherwise: 'url.original' },
  query: text('url.query'),
  scheme: text('url.scheme'),
  protocol: { to: 'http.version', as: 'protocol' },
  bytes_sent: integer('http.response.bytes'),
  request_length: integer('http.request.bytes'),
  request_time: { to: 'event.duration', as: 'nanoseconds' },
  content_type: text('http.response.mime_type'),
  client_port: integer('source.port'),
  server_addr: { to: 'server.ip', as: 'address', otherwise: 'server.domain' },
  server_port: integer('server.port'),
  virtual_host: text('url.domain'),
  host_header: text('url.domain'),
  user: text('user.name'),
  ssl_cipher: text('tls.cipher'),
  domain_name: text('tls.client.server_name'),
  filename: text('file.path'),
  tid: integer('process.thread.id'),
  hostname: text('host.hostname'),
}

const syslog: Places = {
  hostname: text('host.hostname'),
  app_name: text('log.syslog.appname'),
  proc_id: text('log.syslog.procid'),
  msg_id: text('log.syslog.msgid'),
  facility: text('log.syslog.facility.name'),
  priority: integer('log.syslog.priority'),
  version: text('log.syslog.version'),
  structured_data: { to: 'log.syslog.structured_data', as: 'any' },
}

const errors: Places = {
  client_port: integer('source.port'),
  tid: integer('process.thread.id'),
  server: text('server.domain'),
  method: text('http.request.method'),
  path: { to: 'url.path', as: 'target', query: 'url.query', otherwise: 'url.original' },
  protocol: { to: 'http.version', as: 'protocol' },
}

const klog: Places = {
  thread_id: integer('process.thread.id'),
  file: text('log.origin.file.name'),
  line: integer('log.origin.file.line'),
}

/** Elastic Common Schema, https://www.elastic.co/docs/reference/ecs/ecs-field-reference, by the version that `ecs.version` names. */
export const ecs: Schema = {
  nested: true,
  common,
  access,
  byType: { syslog, apache_error: errors, nginx_error: errors, klog, glog: klog, docker: {}, cri: {} },
  roots: new Set(
    'agent client cloud container data_stream destination device dns ecs error event faas file group host http labels log network observer orchestrator organization package process registry related rule server service source span tags threat tls trace transaction url user user_agent vulnerability'.split(
      ' ',
    ),
  ),
  constants: { 'ecs.version': '8.17.0' },
}
