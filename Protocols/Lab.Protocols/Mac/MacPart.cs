namespace Lab.Protocols.Mac;

/// <summary>What a point of a multiply-and-accumulate run is for.</summary>
internal enum MacPart
{
    /// <summary>Both inputs off: the voltmeter's offset.</summary>
    Zero = 0,

    /// <summary>The first input alone: its weight.</summary>
    First = 1,

    /// <summary>The second input alone: its weight.</summary>
    Second = 2,

    /// <summary>Both inputs: the multiply-and-accumulate itself.</summary>
    Both = 3,
}
