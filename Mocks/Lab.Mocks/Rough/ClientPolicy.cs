namespace Lab.Mocks.Rough;

/// <summary>What an instrument, or the gateway in front of it, does when a second client connects to its port.</summary>
public enum ClientPolicy
{
    /// <summary>Clients are served side by side.</summary>
    SideBySide,

    /// <summary>The newer connection is closed at once, for as long as the older one is there.</summary>
    RefusesNewer,

    /// <summary>The older connection is closed, and the newer one is served.</summary>
    DisplacesOlder,
}
