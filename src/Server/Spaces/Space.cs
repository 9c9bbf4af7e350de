namespace Dukou.Server.Spaces;

/// <summary>A resource space, IoTDA's <c>app</c>: it holds products and devices. One is the default, used wherever no app_id is given.</summary>
sealed record Space(string AppId, string AppName, bool DefaultApp, DateTimeOffset CreateTime);
