namespace Lab.Mocks.Serving;

/// <summary>A client went beyond a limit of the server, which ends its connection and nothing else.</summary>
/// <param name="message">Which limit, as the end of a sentence that begins with the client.</param>
internal sealed class LimitException(string message) : Exception(message);
