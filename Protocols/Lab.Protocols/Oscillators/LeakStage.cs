namespace Lab.Protocols.Oscillators;

/// <summary>What is played at rest, in the order of a calibration.</summary>
internal enum LeakStage
{
    /// <summary>The drive alone: the leak itself.</summary>
    DriveAlone,

    /// <summary>The cancelling waveform alone, as a plain copy of the drive.</summary>
    CancelAlone,

    /// <summary>Both, with the first transfer: what is left corrects it, whatever the trigger's jitter.</summary>
    Null,

    /// <summary>Both, with the last transfer, between the tones of the other stages: what is left is the residual.</summary>
    Check,
}
