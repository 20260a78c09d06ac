package survey

// identityLists gives, per kind, the key words and the words that may stand
// beside them. A header of only such words with at least one key word is of the
// kind. Languages: English, Spanish, Portuguese, French, German, Italian, Dutch,
// Polish, Swedish, Danish, Norwegian, Turkish, Russian, Indonesian, Japanese,
// Chinese, Korean, Hindi, Marathi, Bengali, Tamil, Gujarati.
func identityLists() map[string][2]string {
	people := `customer customers client clients respondent respondents recipient contact employee employees person people member
		guest patient student participant user users staff reviewer submitter reporter owner parent teacher buyer shopper subscriber visitor agent manager rep representative supervisor technician driver consultant advisor handler
		cliente clientes usuario usuário contacto contato kunde kunden ansprechpartner klant medewerker empleado empleados utilisateur müşteri
		ग्राहक आपका आपकी अपना अपनी उपभोक्ता कर्मचारी клиента`
	reach := people + ` account primary secondary work personal business official private home`
	return map[string][2]string{
		"any": {"", `your you the a an please enter provide share give type write us what is are may we have of for to my and or no optional required
			if any su tu tus sus el la los las de del da do dos das o os seu sua votre vos le les du des ihr ihre ihren der die das bitte geben sie
			il tuo tua vostro jouw uw je het twój din ditt का की के है क्या कृपया आपका आपकी अपना अपनी दर्ज करें डालें लिखें ваш ваша ваше 您的 你的`},
		"email": {`email emails emailaddress mail mailadresse emailadresse emailadres correo courriel mél mèl eposta epost epostadresse ईमेल ई-मेल मेल इमेल
			почта имейл емейл メール メールアドレス 邮箱 电子邮箱 电子邮件 電子郵件 이메일 ইমেইল மின்னஞ்சல் ઈમેલ ઇમેઇલ recipientemail useremail customeremail contactemail`,
			reach + ` address addresses id verified electrónico electronico eletrônico eletronico электронная адрес adresse adress adresa dirección direccion endereço indirizzo adres
			адреса электронной почты पता आईडी hs`},
		"phone": {`phone phones phonenumber mobile mobiles mobilenumber telephone telephonenumber cellphone cell whatsapp msisdn telefon telefonnummer
			handy handynummer mobil mobilnummer mobiltelefon rufnummer teléfono telefono telefone celular celulares móvil movil telemóvel téléphone tel tél
			cellulare telefoon telefoonnummer mobiel komórka telefonu телефон телефона мобильный telepon ponsel 電話番号 電話 手机 手机号 手机号码 电话 電話號碼
			전화번호 휴대폰 연락처 मोबाइल मोबाईल फोन फ़ोन दूरभाष ফোন மொபைல் மொபைல் தொலைபேசி ફોન મોબાઇલ contactno contactnumber phoneno mobileno`,
			reach + ` cep numer number no num nr nos code country whatsapp alternate alternative registered ddd número numero numéro nummer номер नंबर नम्बर संपर्क सम्पर्क e164 with isd 10 digit`},
		"name": {`name names firstname lastname fullname username surname surnames forename givenname familyname middlename nickname displayname
			customername clientname employeename contactname respondentname recipientname recipientfirstname recipientlastname
			nombre nombres apellido apellidos nome cognome sobrenome apelido prénom prenom nom noms vorname nachname familienname benutzername nutzername kundenname
			naam voornaam achternaam imię nazwisko förnamn efternamn fornavn etternavn isim isminiz adınız soyad soyadı имя фамилия отчество фио nama employee
			姓名 名前 お名前 氏名 이름 성함 성명 नाम नांव नाव उपनाम कुलनाम নাম பெயர் નામ`,
			people + ` first last full middle given family maiden preferred display legal initials title salutation and complet completo completa vollständiger voller पूरा पहला अंतिम संपूर्ण login lengkap ad`},
		"ip": {`ip ipaddr ipaddress ipv4 ipv6`, people + ` address addr adresse dirección direccion endereço remote client v4 v6 source`},
		"address": {`address addresses addr street streetaddress addressline postaladdress adresse anschrift straße strasse dirección direccion domicilio endereço endereco
			indirizzo adres adress ulica 住所 地址 주소 पता ঠিকানা முகவரி સરનામું alamat адрес`,
			people + ` postal mailing home street shipping billing delivery residential residence permanent current full complete line 1 2 3 one two
			postale particular घर`},
		"location": {`latitude longitude locationlatitude locationlongitude lat lng lon geolocation geopoint gps अक्षांश देशांतर`,
			`location coordinates coordinate geo gps ip`},
		"id": {`aadhaar aadhar adhaar aadhaarnumber pan pancard passport ssn uan voterid passportnumber userid employeeid customerid memberid
			empid empcode distinctid visitorid deviceid networkid ipaddressid externalreference externaldatareference आधार पैन`,
			people + ` number no card id identity social security nummer code नंबर कार्ड`},
		"person": {`customer client respondent recipient contact employee emp person member patient student participant user staff subscriber visitor account distinct device network
			anonymous guest agent personal identity cust consumer cliente usuario usuário empleado kunde kunden klant medewerker national citizen membership loyalty formbricks submitter
			external ग्राहक कर्मचारी`,
			`id ids uuid guid identifier number no num nr code key reference ref data token internal nummer número numero आईडी संख्या क्रमांक`},
		"your": {`your tu su seu sua votre ihr ihre ihren tuo vostro jouw uw आपका आपकी अपना अपनी your's`,
			`full first last complete valid work personal business official registered contact best preferred current mobile phone whatsapp e real own postal home name`},
		"request": {`enter provide share give leave tell type fill write kindly geben ingrese indique escriba informe indiquez saisissez inserisci vul`,
			`number no numbers nummer numero número numéro address id नंबर पता`},
		"other": {`provider service services plan model brand app bill banking client template operator network support call calls calling company newsletter usage experience settings of`, ""},
	}
}
