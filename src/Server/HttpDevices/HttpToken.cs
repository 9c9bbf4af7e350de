namespace Dukou.Server.HttpDevices;

/// <summary>What is kept of the tokens of one device: the present one, and the one before for a moment. Never the tokens themselves.</summary>
/// <param name="Hash">SHA-256 in hexadecimal digits.</param>
/// <param name="ExpiresAt">The end of the present one.</param>
/// <param name="FormerHash">Null for the first.</param>
/// <param name="FormerUntil">The end of the one before.</param>
/// <param name="SecretMark">Tells the secrets apart that the device had when it got the token: other secrets end it.</param>
/// <param name="Version">Counts the device's tokens.</param>
sealed record HttpToken(string Hash, DateTimeOffset ExpiresAt, string? FormerHash, DateTimeOffset? FormerUntil, string SecretMark, long Version);
