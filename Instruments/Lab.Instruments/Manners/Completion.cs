namespace Lab.Instruments.Manners;

/// <summary>How an exchange shows that it is complete: that the answer has its end, and that the instrument kept its settings.</summary>
public enum Completion
{
    /// <summary>The mark is queried in the same message, after everything else. Needs an instrument that answers several queries of a
    /// message in one line.</summary>
    MarkInMessage,

    /// <summary>The mark is queried in a message of its own after each exchange. For instruments that answer one query a message.</summary>
    MarkInOwnMessage,

    /// <summary>The instrument has no register that could hold a mark: its own status report alone confirms.</summary>
    OwnStatus,
}
