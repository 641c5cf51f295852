namespace Lab.Wires;

/// <summary>A VISA that was found does not work on this computer: it is made for another system,
/// or a part of it is missing.</summary>
/// <param name="message">Why, as a sentence without its full stop.</param>
/// <param name="cause">The error underneath, if any.</param>
internal sealed class VisaUnusableException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether it is not installed at all, which is no fault of what is.</summary>
    public bool IsAbsent { get; init; }
}
