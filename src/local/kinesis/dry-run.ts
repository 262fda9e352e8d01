import { ServiceError } from '../service-error.ts'

/** With `DryRun` a call that would succeed ends here, before it has any effect (DryRunOperationException of the API model). */
export function stopIfDryRun(input: { readonly DryRun?: boolean }): void {
  if (input.DryRun)
    throw new ServiceError(
      'DryRunOperationException',
      'The request was rejected because the DryRun parameter was specified.',
    )
}
