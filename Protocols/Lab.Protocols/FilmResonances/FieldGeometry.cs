namespace Lab.Protocols.FilmResonances;

/// <summary>How the field lies to a film.</summary>
public enum FieldGeometry
{
    /// <summary>In its plane.</summary>
    InPlane,

    /// <summary>Perpendicular to its plane, and strong enough to turn the magnetisation out of it.</summary>
    Perpendicular,
}
