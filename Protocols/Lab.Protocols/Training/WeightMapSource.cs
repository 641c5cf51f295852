namespace Lab.Protocols.Training;

/// <summary>Where a training takes the map of the weights from.</summary>
public enum WeightMapSource
{
    /// <summary>Measured at the beginning of the run.</summary>
    Measured,

    /// <summary>The calibration that the protocol weight-map made before.</summary>
    Calibration,
}
