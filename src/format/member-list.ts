/** The members of an object that have a role, in order: a struct of arrays, used again for every line. */
export class MemberList {
  count = 0
  role: Int32Array = new Int32Array(16)
  keyStart: Int32Array = new Int32Array(16)
  keyEnd: Int32Array = new Int32Array(16)
  valueStart: Int32Array = new Int32Array(16)
  valueEnd: Int32Array = new Int32Array(16)
  kind: Int32Array = new Int32Array(16)

  clear(): void {
    this.count = 0
  }

  add(
    role: number,
    keyStart: number,
    keyEnd: number,
    valueStart: number,
    valueEnd: number,
    kind: number,
  ): void {
    if (this.count === this.role.length) this.#grow()
    const i = this.count++
    this.role[i] = role
    this.keyStart[i] = keyStart
    this.keyEnd[i] = keyEnd
    this.valueStart[i] = valueStart
    this.valueEnd[i] = valueEnd
    this.kind[i] = kind
  }

  #grow(): void {
    this.role = doubled(this.role)
    this.keyStart = doubled(this.keyStart)
    this.keyEnd = doubled(this.keyEnd)
    this.valueStart = doubled(this.valueStart)
    this.valueEnd = doubled(this.valueEnd)
    this.kind = doubled(this.kind)
  }
}

function doubled(old: Int32Array): Int32Array {
  const bigger = new Int32Array(old.length * 2)
  bigger.set(old)
  return bigger
}
