namespace Lab.Wires;

/// <summary>How long a connection that is refused is tried again.</summary>
/// <param name="Total">Time from the first attempt after which no other is begun.</param>
/// <param name="FirstPause">The pause after the first refusal; each later one is twice as long, up to a second.</param>
/// <param name="Probation">Time for which a new connection is watched: a connection that the other side closes within it counts
/// as refused.</param>
internal readonly record struct SocketPatience(TimeSpan Total, TimeSpan FirstPause, TimeSpan Probation)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>One attempt.</summary>
    public static SocketPatience None => default;

    /// <summary>For a server that may be restarting its listener: a second attempt.</summary>
    public static SocketPatience Usual { get; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100), default);

    /// <summary>For a server of one client: the Keithley 6221 keeps its old one for about two seconds.</summary>
    public static SocketPatience SingleClient { get; } =
        new(TimeSpan.FromSeconds(8), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200));

    /// <summary>The patience that the settings of a wire ask for.</summary>
    public static SocketPatience Of(WireSettings settings) =>
        settings.Patience ?? (settings.IsSingleClient ? SingleClient : Usual);

    /// <summary>The pause after a refusal.</summary>
    /// <param name="refusals">How many there were before it.</param>
    public TimeSpan PauseAfter(int refusals)
    {
        TimeSpan pause = FirstPause * Math.Pow(2, Math.Min(refusals, 10));
        return pause < LongestPause ? pause : LongestPause;
    }
}
