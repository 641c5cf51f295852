namespace Lab.Mocks.Rough;

/// <summary>The reaction of an instrument, or of the gateway in front of it, to a second client on its port.</summary>
public enum ClientPolicy
{
    /// <summary>Clients are served side by side.</summary>
    SideBySide,

    /// <summary>The newer connection is closed at once, for as long as the older one is there.</summary>
    RefusesNewer,

    /// <summary>The older connection is closed, and the newer one is served.</summary>
    DisplacesOlder,
}
