namespace Lab.Workbench;

/// <summary>A workbench cannot do as asked; the message is for the user.</summary>
/// <param name="message">The fault, its place, and the remedy.</param>
/// <param name="fault">Why.</param>
public sealed class WorkbenchException(string message, WorkbenchFault fault) : Exception(message)
{
    /// <summary>Why.</summary>
    public WorkbenchFault Fault { get; } = fault;
}
