namespace Lab.Mocks;

/// <summary>A twin's connection broke: the carrier of its messages has to close it.</summary>
public sealed class ConnectionLostException() : Exception("The connection to the twin broke.");
