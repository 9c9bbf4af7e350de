namespace Dukou.Cli.Diagnosis;

/// <summary>What one question of the doctor came to.</summary>
/// <param name="Check">The question's stable name.</param>
/// <param name="Ok">Null when it could not be asked.</param>
/// <param name="Sentence">What was found.</param>
/// <param name="Remedy">What to do about it; null when nothing is wrong.</param>
sealed record Finding(string Check, bool? Ok, string Sentence, string? Remedy = null);
