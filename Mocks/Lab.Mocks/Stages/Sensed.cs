namespace Lab.Mocks.Stages;

/// <summary>The quantity that an instrument senses at its terminal.</summary>
public enum Sensed
{
    /// <summary>The voltage across it, V.</summary>
    Voltage,

    /// <summary>The current that flows, A.</summary>
    Current,

    /// <summary>The magnetic field at a probe, T.</summary>
    Field,

    /// <summary>The angle to which a sample is turned in the field, rad.</summary>
    Angle,

    /// <summary>The part of a wave that reaches a second port of the instrument, as a ratio of amplitudes.</summary>
    Transmission,

    /// <summary>The temperature at a thermometer, K; 0 where there is none.</summary>
    Temperature,
}
