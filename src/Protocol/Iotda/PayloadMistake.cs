namespace Dukou.Protocol.Iotda;

/// <summary>Why a payload cannot be read at all: the peer's fault, as a value.</summary>
/// <param name="Offset">The byte at which it goes wrong, counted from 0.</param>
/// <param name="Sentence">What is wrong there, for a person.</param>
public readonly record struct PayloadMistake(int Offset, string Sentence);
