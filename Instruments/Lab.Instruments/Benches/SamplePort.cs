namespace Lab.Instruments.Benches;

/// <summary>The places where instruments connect to a sample.</summary>
public enum SamplePort
{
    /// <summary>The RF input of the chain of junctions, behind cables, bias tee and combiner.</summary>
    Rf,

    /// <summary>The DC side of the bias tee, across the whole chain: where the rectified voltage is measured.</summary>
    DcVoltage,

    /// <summary>The DC side of the bias tee, through the whole chain: where a bias current flows.</summary>
    DcBias,

    /// <summary>A field line.</summary>
    FieldLine,

    /// <summary>The coils of the electromagnet.</summary>
    Coil,

    /// <summary>The gap of the electromagnet, where the Hall probe sits beside the sample.</summary>
    Gap,

    /// <summary>The pulse input of a field line or nanowire, matched to the generator.</summary>
    Pulse,
}
