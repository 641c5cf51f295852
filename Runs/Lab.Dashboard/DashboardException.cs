namespace Lab.Dashboard;

/// <summary>A request cannot be answered; the message is for who made it.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">What, where, and the remedy.</param>
public sealed class DashboardException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}
