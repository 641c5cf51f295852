namespace Lab.Models.ClassifierNetworks;

/// <summary>The property in which a resonator differs from the intended resonator.</summary>
public enum DeviceError
{
    /// <summary>Its resonance, by a share of the linewidth.</summary>
    Frequency,

    /// <summary>Its linewidth, by a share of itself.</summary>
    Linewidth,

    /// <summary>Its sensitivity, by a share of itself.</summary>
    Sensitivity,
}
