"""Towns, cities, counties and islands of the UK, which members name in place of their nation.

Chosen by hand, since a gazetteer brings thousands of names that are words or people.
Left out are those that are as often something else (Bath, Reading, Barry, Derby,
Paisley), and those that more than one nation has (Bangor, Newport, Perth).
"""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.schema import Nation

PLACES: Mapping[Nation, str] = {
    Nation.NORTHERN_IRELAND: """
        antrim|armagh|ballycastle|ballymena|ballymoney|banbridge|belfast|carrickfergus|
        coleraine|cookstown|craigavon|derry|down?patrick|dungannon|enniskillen|fermanagh|
        larne|limavady|lisburn|londonderry|lurgan|magherafelt|newcastle co(?:unty)? down|
        newry|newtownabbey|newtownards|norn iron|omagh|portadown|portrush|portstewart|
        strabane|tyrone|ulster""",
    Nation.SCOTLAND: """
        aberdeen(?:shire)?|airdrie|alloa|angus council|arbroath|argyll|arran|ayrshire|
        clydebank|coatbridge|cumbernauld|dumbarton|dumfries|dundee|dunfermline|
        east kilbride|edinburgh|elgin|falkirk|fife|forfar|fort william|galashiels|galloway|
        glasgow|glenrothes|greenock|hawick|hebrides|the highlands|inverness|inverclyde|irvine|
        isle of (?:skye|mull|lewis|bute|islay)|kilmarnock|kirkcaldy|lanark(?:shire)?|lerwick|
        livingston|lothian|montrose|motherwell|musselburgh|oban|orkney|peebles|
        peterhead|renfrew(?:shire)?|shetland|(?<!blue )skye|st andrews|stirling|stornoway|
        stranraer|tayside|thurso|ullapool""",
    Nation.WALES: """
        aberdare|aberystwyth|abergavenny|anglesey|blaenau|brecon|bridgend|caernarfon|
        caerphilly|cardiff|cardigan bay|carmarthen(?:shire)?|ceredigion|clwyd|colwyn bay|
        conwy|cwmbran|denbigh(?:shire)?|dolgellau|ebbw vale|fishguard|flintshire|gwent|
        gwynedd|haverfordwest|holyhead|llandrindod|llandudno|llanelli|llangefni|llangollen|
        merthyr|milford haven|neath|newtown,? powys|pembroke(?:shire)?|penarth|pontypool|
        pontypridd|port talbot|powys|prestatyn|pwllheli|rhondda|rhyl|swansea|tenby|torfaen|
        tredegar|welshpool|wrexham|ynys mon""",
    Nation.ENGLAND: """
        barnsley|basingstoke|bedford(?:shire)?|berkshire|birmingham|blackburn|blackpool|
        bolton|bournemouth|bradford|brighton|bristol|buckinghamshire|burnley|cambridge|
        canterbury|carlisle|chelmsford|cheltenham|cheshire|colchester|cornwall|coventry|
        croydon|cumbria|darlington|derbyshire|devon|doncaster|dorset|east anglia|essex|
        exeter|gateshead|gloucester(?:shire)?|grimsby|hampshire|harrogate|hartlepool|
        hastings|hereford(?:shire)?|hertfordshire|huddersfield|hull|ipswich|kent|lancashire|
        lancaster|leeds|leicester(?:shire)?|lincolnshire|liverpool|london|luton|maidstone|
        manchester|merseyside|middlesbrough|milton keynes|newcastle(?! co)|norfolk|
        northampton(?:shire)?|northumberland|norwich|nottingham(?:shire)?|oldham|
        oxford(?:shire)?|peterborough|plymouth|portsmouth|preston|rochdale|rotherham|salford|
        sheffield|shrewsbury|shropshire|slough|somerset|southampton|southend|southport|
        staffordshire|stevenage|stockport|stoke on trent|suffolk|sunderland|surrey|
        sussex|swindon|teesside|telford|torquay|tyneside|wakefield|walsall|warrington|
        warwickshire|watford|west midlands|weymouth|whitby|wigan|wiltshire|wirral|
        wolverhampton|worcester(?:shire)?|worthing|yeovil|(?<!new )york(?:shire)?""",
}
"""Alternatives of a regular expression, in lower case."""
