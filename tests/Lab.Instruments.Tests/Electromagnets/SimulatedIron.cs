namespace Lab.Instruments.Tests.Electromagnets;

/// <summary>Laws of hysteresis that keep the remanence at zero current.</summary>
public enum SimulatedIron
{
    /// <summary>One play: the field stands still while the current goes back by twice the remanence.</summary>
    Play,

    /// <summary>Plays of evenly spread widths (Preisach), which take half of the field.</summary>
    Preisach,

    /// <summary>Duhem's form: a remanence that turns over on the scale of a coercive current of 0.2 A.</summary>
    Duhem,
}
